DROP TABLE mixing_place;
