print("vfio-conform")
