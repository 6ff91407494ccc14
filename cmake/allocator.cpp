// What jemalloc reads when the program starts (jemalloc(3), "TUNING"). A judgement takes and gives back tens
// of thousands of small blocks at once: each thread keeps more of them at hand than it would, which an
// editor's server gains most from.
extern "C" {
const char* malloc_conf = "lg_tcache_nslots_mul:3,tcache_nslots_small_max:2000";
}
