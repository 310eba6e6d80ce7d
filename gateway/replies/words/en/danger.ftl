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
