"""Runs MLPerf Tiny's own runner on a device that is not on USB.

The runner looks for its device among USB serial ports, by vendor and product. This program hands it
one port more, under the identity that the runner's list of devices asks for: a pseudo-terminal of an
emulator, a serial port of the processor, or a program that speaks over its standard input and output.
The runner itself is left as it is; everything behind "--" goes to it.

    python3 run-on-port.py --runner tiny/benchmark/runner --port /dev/pts/3 -- --mode a ...
    python3 run-on-port.py --runner tiny/benchmark/runner --command build/program -- --mode a ...

Needs Python 3.8 or later and what the runner needs: pyserial, pyyaml, numpy, scikit-learn, matplotlib
and pyusb. The runner writes its sessions to the current folder.
"""

import argparse
import os
import pty
import runpy
import shlex
import subprocess
import sys
import traceback
import tty

# The reference device of the runner's own lists: an ST-LINK/V2.1.
DEFAULT_USB = "0483:374b"


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    device = parser.add_mutually_exclusive_group(required=True)
    device.add_argument("--port", help="serial port or pseudo-terminal of the device")
    device.add_argument("--command", help="command of a device that speaks over its standard input")
    parser.add_argument("--runner", required=True, help="the folder benchmark/runner of MLPerf Tiny")
    parser.add_argument("--usb", default=DEFAULT_USB, help="vendor:product to appear as")
    parser.add_argument("arguments", nargs="*", help="the runner's own arguments, behind --")
    return parser.parse_args()


def start_program(command):
    """Starts a program on a pseudo-terminal of its own and gives the terminal's path."""
    program_end, runner_end = pty.openpty()
    # Raw, or the terminal would echo commands and alter line ends. This process keeps the runner's
    # end open, since the program's input would end whenever the runner closes its port.
    tty.setraw(runner_end)
    process = subprocess.Popen(shlex.split(command), stdin=program_end, stdout=program_end)
    os.close(program_end)
    return os.ttyname(runner_end), process


def present_as_usb(port, usb):
    """Makes the port the one USB device that the runner finds."""
    import usb.core as usb_core
    from serial.tools import list_ports, list_ports_common

    vendor, product = (int(number, 16) for number in usb.split(":"))
    info = list_ports_common.ListPortInfo(port)
    info.vid, info.pid, info.description = vendor, product, "device of Softbit"
    list_ports.comports = lambda include_links=False: [info]
    # Devices without a serial port are instruments; a machine without USB cannot even be asked.
    usb_core.find = lambda *arguments, **options: iter(())


def main():
    arguments = parse_arguments()
    runner = os.path.abspath(arguments.runner)
    main_file = os.path.join(runner, "main.py")
    if not os.path.isfile(main_file):
        sys.exit(f"There is no main.py in {runner}. Give the folder benchmark/runner of MLPerf Tiny.")
    port, process = arguments.port, None
    if arguments.command:
        port, process = start_program(arguments.command)
    present_as_usb(port, arguments.usb)
    sys.path[0] = runner
    sys.argv = [main_file, *arguments.arguments]
    try:
        runpy.run_path(main_file, run_name="__main__")
        status = 0
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        status = 1
    if process:
        process.terminate()
    for stream in (sys.stdout, sys.__stdout__, sys.__stderr__):
        stream.flush()
    # The runner's reading threads would keep the process alive for ever after an error.
    os._exit(status)


if __name__ == "__main__":
    main()
