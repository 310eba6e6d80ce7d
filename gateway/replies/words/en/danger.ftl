# What endangers life. `gw explain` shows these words (docs/explain.md).

danger-fire = fire
danger-explosion = explosion
danger-gas = gas
danger-electricity = electricity
danger-water = water
danger-violence = violence
danger-accident = accident
danger-collapse = collapse
danger-medical = medical
danger-child = a child in danger
danger-jump = somebody may jump
danger-suicide = suicide
danger-explosive = explosives
danger-trapped = trapped
danger-lost_child = a lost child
danger-lost_elder = a lost elder
danger-help = a cry for help
