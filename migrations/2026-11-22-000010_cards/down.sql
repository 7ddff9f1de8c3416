DROP TABLE new_card;
