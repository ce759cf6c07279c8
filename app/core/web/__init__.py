"""Pages, forms and the headers around them."""
