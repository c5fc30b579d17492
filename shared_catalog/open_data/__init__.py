"""What everybody may know of cooperatives that agreed to it, and of their products, as linked data."""
