"""x"""
from ocr.marks import Layers
def lift_frames(image): return Layers(pixels=image.pixels,layer=None,marks=())
