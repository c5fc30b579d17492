"""What is answered outside GraphQL: files, notices from elsewhere, and pages for people without an account."""
