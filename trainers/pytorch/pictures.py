"""From a file to a picture as everybody else sees it; without PyTorch."""

from PIL import Image, ImageOps

# Of 16 bits and more for grey: Pillow's own conversion cuts off what is above 255, and makes them white.
DEEP_GREY = ("I", "I;16", "I;16B", "I;16L", "F")


def opaque_picture(path):
    """Upright, 8 bits for each of red, green and blue, transparency on white; None for a file that cannot be decoded."""
    try:
        with Image.open(path) as file:
            image = ImageOps.exif_transpose(file)
            if image.mode in DEEP_GREY:
                image = image.point(lambda value: value * (1 / 256)).convert("L")
            image = image.convert("RGBA")
    except Exception:  # Pillow has an exception of its own for each kind of damage.
        return None
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
