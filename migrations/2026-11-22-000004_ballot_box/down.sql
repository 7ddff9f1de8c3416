DROP TABLE comment, slip, response, ballot, epoch, draft, stop, gate;
