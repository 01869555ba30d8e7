-- Evidence belongs to the command that it was shown for: that of an opening, or of a change of class. It counts from the opening
-- on, or once the service was told that the change settled; where it was not told, account_change tells.

ALTER TABLE evidence ADD COLUMN command UUID;
ALTER TABLE evidence ADD COLUMN counts BOOLEAN NOT NULL DEFAULT TRUE;
UPDATE evidence e SET command = a.opening FROM account a WHERE a.account = e.account;
ALTER TABLE evidence ALTER COLUMN command SET NOT NULL;
ALTER TABLE evidence ALTER COLUMN counts DROP DEFAULT;
