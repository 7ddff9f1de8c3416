//! Offence codes, survey families, VAWG rule sets and the respondent's list: all dated data, no list of crimes in code.
