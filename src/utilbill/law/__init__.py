"""Law as data: types of dated parameters and their parser. No files and no figures live here."""
