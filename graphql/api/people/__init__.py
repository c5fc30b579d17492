"""People in the API: who they are, what they hold, and whom they invite."""
