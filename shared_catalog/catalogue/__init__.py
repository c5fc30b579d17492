"""What is produced: the category tree and every product of the network, from draft to approved to retired."""
