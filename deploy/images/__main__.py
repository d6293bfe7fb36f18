"""Writes the files of every image: python -m deploy.images"""

from deploy.images.containerfile import IMAGES, files_of

if __name__ == "__main__":
    for image in IMAGES:
        for file, text in files_of(image):
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
