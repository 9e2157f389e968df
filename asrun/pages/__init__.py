"""What the writers wrote: pages, their navigation, errata, glossary, and what is wrong with them."""
