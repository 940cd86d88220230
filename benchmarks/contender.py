"""One run of one contender: ``python -m benchmarks.contender '<job as JSON>'``.

Each contender is imported in its own branch, so that a process holds no other's modules.
"""

import asyncio
import json
import sys

from benchmarks import work
from benchmarks.job import Figures, Job


async def run(job: Job) -> Figures:
    match job.contender, job.case:
        case "raw client", "outbound":
            from benchmarks import raw

            return await raw.outbound(job)
        case "raw client", "ceiling":
            from benchmarks import raw

            return await raw.ceiling(job)
        case "aiogram", "inbound":
            from benchmarks import peer_aiogram

            return await work.measure(await peer_aiogram.open_inbound(job), job)
        case "aiogram", "outbound":
            from benchmarks import peer_aiogram

            return await peer_aiogram.outbound(job)
        case "python-telegram-bot", "inbound":
            from benchmarks import peer_ptb

            return await work.measure(await peer_ptb.open_inbound(job), job)
        case "python-telegram-bot", "outbound":
            from benchmarks import peer_ptb

            return await peer_ptb.outbound(job)
        case "AIORateLimiter", "pace":
            from benchmarks import peer_limiter

            return await peer_limiter.pace(job)
        case "AIORateLimiter", "memory":
            from benchmarks import peer_limiter

            return await peer_limiter.memory(job)
        case "ocop-bot", "inbound":
            from benchmarks import ours

            return await work.measure(await ours.open_inbound(job), job)
        case "ocop-bot", "outbound":
            from benchmarks import ours_out

            return await ours_out.outbound(job)
        case "ocop-bot", "pace":
            from benchmarks import ours_out

            return await ours_out.pace(job)
        case "ocop-bot", "memory":
            from benchmarks import ours_out

            return await ours_out.memory(job)
        case "ocop-bot", "queue":
            from benchmarks import ours_broadcast

            return await ours_broadcast.queue(job)
        case "ocop-bot", "broadcast":
            from benchmarks import ours_broadcast

            return await ours_broadcast.broadcast(job)
        case _:
            raise ValueError(f"{job.contender} has no {job.case}")


def main() -> None:
    print(json.dumps(asyncio.run(run(Job.load(sys.argv[1])))), flush=True)


if __name__ == "__main__":
    main()
