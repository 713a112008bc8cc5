namespace Psono.Protocol.ApiKeys;

/// <summary>What the nonce of a grant says about it.</summary>
public enum GrantBindingVerdict
{
    /// <summary>The grant was made by a client that does not bind: nobody can tell which secret it was made for.</summary>
    Unbound,

    /// <summary>The grant was made for this secret and this API key.</summary>
    Bound,

    /// <summary>The grant was made for another secret, or another API key: the server handed it out in place of the right one.</summary>
    Swapped,
}
