"""The impact of the network in the API: whom it serves, told so that no few can be made out."""
