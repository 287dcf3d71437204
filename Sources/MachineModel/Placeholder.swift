// placeholder until the module's first slice
