DROP TABLE questionnaire_version;
