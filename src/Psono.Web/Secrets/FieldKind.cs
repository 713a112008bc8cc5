namespace Psono.Web.Secrets;

/// <summary>How a member of a secret is shown and typed.</summary>
public enum FieldKind
{
    Text,

    /// <summary>Hidden until it is asked for.</summary>
    Hidden,

    /// <summary>Several lines.</summary>
    Lines,

    /// <summary>Several lines, hidden until they are asked for: a private key.</summary>
    HiddenLines,

    /// <summary>An address, which becomes a link if it is one of the web.</summary>
    Link,

    Number,

    Flag,

    /// <summary>Names and values.</summary>
    Variables,

    /// <summary>JSON that another program made and that is only shown.</summary>
    Opaque,
}
