"""What is answered outside GraphQL: files to bring and to take, webhooks, public pages; one module each."""
