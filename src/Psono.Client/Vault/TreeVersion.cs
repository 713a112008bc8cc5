using Psono.Protocol.Datastores;

namespace Psono.Client.Vault;

/// <summary>An earlier version of the tree.</summary>
/// <param name="WriteDate">When it was written.</param>
/// <param name="CreateDate">When it was replaced.</param>
/// <param name="Tree">The tree of then.</param>
/// <param name="Differences">What restoring it would do.</param>
public sealed record TreeVersion(
    string WriteDate, string CreateDate, DatastoreTree Tree, IReadOnlyList<TreeDifference> Differences);
