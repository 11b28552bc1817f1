new: this folder has no sendmail\.cf
