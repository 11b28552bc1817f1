^mcwizard: error: --set: there is no setting "relay\.network"; did you mean "relay\.networks"\?$
^mcwizard: error: --set: limits\.hops: expected a whole number
