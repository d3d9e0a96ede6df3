"""Stories: a picture that a business shows for a day to the people who talk with it."""
