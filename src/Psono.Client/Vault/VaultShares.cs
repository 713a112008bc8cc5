using System.Security.Cryptography;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;

namespace Psono.Client.Vault;

/// <summary>What others share with the account, by another client: it can be read (protocol part 3, section 5).</summary>
public sealed class VaultShares
{
    /// <summary>As a browser asks one server at a time.</summary>
    private const int AtOnce = 6;
    private const int MaxShares = 10_000;

    private readonly SealedTransport _session;

    internal VaultShares(SealedTransport session) => _session = session;

    /// <summary>Reads the shares in a tree, and those in them.</summary>
    /// <param name="tree">The tree of the account.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>
    /// The trees of the shares, each in its place, and the number of those that cannot be read: their right was taken back, or they do not
    /// open.
    /// </returns>
    /// <exception cref="PsonoApiException">A request failed.</exception>
    public async Task<(IReadOnlyList<DatastoreTree> Trees, int Unreadable)> ReadAsync(
        DatastoreTree tree, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var trees = new List<DatastoreTree>();
        var seen = new HashSet<Guid>();
        var unreadable = 0;
        var waiting = New([tree]);
        while (waiting.Count > 0)
        {
            var read = new List<DatastoreTree>();
            foreach (var some in waiting.Chunk(AtOnce))
            {
                var opened = await Task.WhenAll(some.Select(node => ReadAsync(node, cancellationToken))).ConfigureAwait(false);
                read.AddRange(opened.OfType<DatastoreTree>());
                unreadable += opened.Count(one => one is null);
            }

            trees.AddRange(read);
            waiting = New(read);
        }

        return (trees, unreadable);

        // A share may be in several places, and in itself.
        List<ShareNode> New(IEnumerable<DatastoreTree> among) =>
            [.. among.SelectMany(one => one.ShareNodes).Where(node => node.ShareId is { } id && seen.Count < MaxShares && seen.Add(id))];
    }

    /// <summary>Null if it cannot be read.</summary>
    private async Task<DatastoreTree?> ReadAsync(ShareNode node, CancellationToken cancellationToken)
    {
        using var key = node.OpenKey();
        if (key is null)
            return null;
        ShareResponse answer;
        try
        {
            answer = await _session.GetAsync($"share/{node.ShareId}/", PsonoJsonContext.Wire.ShareResponse, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (e.Failure is not (PsonoFailure.SessionEnded or PsonoFailure.Unreachable))
        {
            // One that cannot be had hides nothing else.
            return null;
        }

        if (answer is not { Data: { } data, DataNonce: { } nonce } || SecretBox.Open(key, data, nonce) is not { } utf8)
            return null;
        var tree = DatastoreTree.ParseShare(node, utf8);
        CryptographicOperations.ZeroMemory(utf8);
        return tree;
    }
}
