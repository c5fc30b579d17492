"""Open data in the API: who agreed to be published. What is published stands at `/open/`."""
