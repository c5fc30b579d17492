"""The network at work: four markets, and the trade of the Oasis market in Casablanca from 2017 to 2021."""
