"""What is answered outside GraphQL: files to download, webhooks, public pages; one module each."""
