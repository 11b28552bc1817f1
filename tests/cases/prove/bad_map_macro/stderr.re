sendmail\.cf:19:4: map p has a macro in its name or type
