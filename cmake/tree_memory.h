/* Where tree-sitter takes its memory, in place of malloc() and its kind: where the program's own values have theirs. */
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void* dockgate_tree_malloc(size_t size);
void* dockgate_tree_calloc(size_t count, size_t size);
void* dockgate_tree_realloc(void* block, size_t size);
void dockgate_tree_free(void* block);

#ifdef __cplusplus
}
#else
#define ts_malloc dockgate_tree_malloc
#define ts_calloc dockgate_tree_calloc
#define ts_realloc dockgate_tree_realloc
#define ts_free dockgate_tree_free
#endif
