"""What a record says of itself, found by the layout and grammar of Decree 30/2020 (Annexes I and III)."""
