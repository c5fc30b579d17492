"""GraphQL over HTTP: from a request's headers and body to an operation, and back to a response."""
