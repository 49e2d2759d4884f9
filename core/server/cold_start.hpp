// A server that remembers nothing of its tables.
#pragma once

namespace eventstore::server {

/// Restarts the local server and lets the kernel forget its files in between: shared buffers are
/// empty then, and so is the page cache as far as these files go (posix_fadvise,
/// POSIX_FADV_DONTNEED; pages that are being written stay, and the shutdown's checkpoint leaves
/// none).  The disk's own cache, and a hypervisor's, keep what they have.  Throws Failure: there is
/// no local server, or its files belong to another account.
void restart_cold();

}  // namespace eventstore::server
