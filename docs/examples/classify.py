# pip install numpy onnxruntime regex   (Python's own re knows no \p{...})
import json, sys, unicodedata
import numpy, onnxruntime, regex


def fnv1a(text):
    value = 0x811C9DC5
    for byte in text.encode("utf-8"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def ids_of(text, how):
    text = unicodedata.normalize("NFKC", text).lower()
    tokens = regex.findall(how["token_pattern"], text)[: how["max_tokens"]]
    features, first = how["features"], how["first_id"]
    if features["kind"] == "vocabulary":
        known = {token: first + index for index, token in enumerate(features["tokens"])}
        ids = [known.get(token, how["unknown_id"]) for token in tokens]
    else:
        pairs = [a + features["separator"] + b for a, b in zip(tokens, tokens[1:])]
        ids = [first + fnv1a(feature) % features["buckets"] for feature in tokens + pairs]
    return ids or [how["unknown_id"]]


folder, text = sys.argv[1:]
how = json.load(open(f"{folder}/preprocess.json", encoding="utf-8"))
labels = json.load(open(f"{folder}/labels.json", encoding="utf-8"))
session = onnxruntime.InferenceSession(f"{folder}/model.onnx")
[probabilities] = session.run(["probabilities"], {"ids": numpy.array([ids_of(text, how)], dtype=numpy.int64)})
for label, probability in zip(labels, probabilities[0]):
    print(f"{label}\t{probability:.4f}")
