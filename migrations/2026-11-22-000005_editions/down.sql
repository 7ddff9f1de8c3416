DROP TABLE edition_file, edition;
