"""Stands in for MLPerf Tiny's runner in tests of what is around it: the same files are read, the same
lines are printed and the same session is written, from a device found among USB serial ports."""

import argparse
import csv
import json
import os
import re

import serial
import usb.core
from serial.tools import list_ports

parser = argparse.ArgumentParser()
for name in ("--mode", "--test_script", "--device_list", "--dataset_path"):
    parser.add_argument(name, required=True)
options = parser.parse_args()


def read(path):
    with open(path) as file:
        return file.read()


assert not list(usb.core.find(find_all=True))
device = read(options.device_list)
vendor, product = re.search(r"0x(\w+): 0x(\w+)", device).groups()
baud = int(re.search(r"baud: (\d+)", device).group(1))
found = [
    port.device
    for port in list_ports.comports(True)
    if (port.vid, port.pid) == (int(vendor, 16), int(product, 16))
]
line = serial.Serial(found[0], baud, timeout=5)


def ask(command):
    line.write(f"{command}%".encode())
    answer = [line.readline().decode().strip()]
    while answer[-1] != "m-ready":
        assert answer[-1], f"no answer to {command}"
        answer.append(line.readline().decode().strip())
    return answer


# What the device said when it booted stands before the first answer.
while not any(answer.startswith("m-name-dut-[") for answer in ask("name")):
    pass
(model,) = [re.match(r"m-model-\[(\w+)]", answer) for answer in ask("profile")[1:2]]
benchmark = model.group(1)
(inferences, warmups) = re.search(r"infer (\d+) (\d+)", read(options.test_script)).groups()
folder = os.path.join(options.dataset_path, benchmark)
results = []
for name, classes, label in csv.reader(read(os.path.join(folder, "y_labels.csv")).splitlines()):
    with open(os.path.join(folder, name), "rb") as file:
        data = file.read()
    ask(f"db load {len(data)}")
    for start in range(0, len(data), 31):
        ask(f"db {data[start:start + 31].hex()}")
    (printed,) = [
        match.group(1)
        for match in (re.match(r"m-results-\[(.*)]", part) for part in ask(f"infer {inferences} {warmups}"))
        if match
    ]
    probabilities = [float(part) for part in printed.split(",")]
    results.append({"class": label, "infer": {"results": probabilities}})

os.makedirs("sessions/1", exist_ok=True)
with open("sessions/1/results.json", "w") as file:
    json.dump(results, file)
right = sum(r["infer"]["results"].index(max(r["infer"]["results"])) == int(r["class"]) for r in results)
if options.mode == "a":
    print(f"1123.043631 ulp-mlperf: Top 1% = {100 * right / len(results):2.1f}")
    print("1123.043631 ulp-mlperf: AUC = 0.500")
else:
    print("1123.043631 ulp-mlperf: ERROR 2 - loop exited before 10 seconds elapsed.")
print("Session logged in file sessions/1/log.txt")
