"""What is answered outside GraphQL: files to download."""
