"""What is published in the catalogue, and what changes of it there: asked for, and confirmed by another."""
