//! A Python interpreter for cells in a page.
