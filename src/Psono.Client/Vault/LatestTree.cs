using Psono.Protocol.Datastores;

namespace Psono.Client.Vault;

/// <summary>The tree as it was last read or written: a server is asked only whether it is another now.</summary>
/// <param name="Tree">For those who read it. What they do to it is not saved.</param>
/// <param name="Utf8">What it was: changes begin here.</param>
/// <param name="Version">The version that the server had, by which a return to an older one is noticed.</param>
internal sealed record LatestTree(DatastoreTree Tree, byte[] Utf8, SealedVersion Version);
