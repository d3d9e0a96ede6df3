"""Stories: a picture or a short video that a business shows for a day to the people who talk with it."""
