using Psono.Server.ApiKeys;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Http.Bodies;
using Psono.Server.Http.Marks;
using Psono.Server.Mail;
using Psono.Server.RateLimiting;
using Psono.Server.Sessions;

namespace Psono.Server.Hosting;

/// <summary>What there is once in a server and many parts of it need. What only one folder needs is made there.</summary>
internal sealed record ServerParts(
    ServerOptions Options, ServerState State, TimeProvider Clock, AuthkeyHasher Hasher, ILoggerFactory Logs) : IDisposable
{
    public Database Database => State.Database;

    public DatabaseCipher Cipher => State.Cipher;

    public RateLimits Limits { get; } = new(Options, Clock, SharedCounters.Of(State, Clock));

    public ClientAddress Addresses { get; } = new(Options);

    /// <summary>Marks endpoints that take a user's data.</summary>
    public BodyLimit DataLimit { get; } = new(Options.MaxRequestBytes);

    public BodyBudget Bodies { get; } = new(Options, new ClientAddress(Options), Clock);

    public HashQueue HashQueue { get; } = new(Hasher, new ClientAddress(Options), Clock);

    public LastUse KeyUses { get; } = new(ApiKeyStore.NoteUse, State.Database.Delayed, Clock);

    public LastUse SessionUses { get; } = new(SessionStore.NoteUse, State.Database.Delayed, Clock);

    public Outbox Outbox { get; } = new(Options, Clock, Logs.CreateLogger<Outbox>());

    public Mailer Mailer => Outbox.Mailer;

    public ILogger<T> Log<T>() => Logs.CreateLogger<T>();

    public void Dispose()
    {
        Bodies.Dispose();
        Outbox.Dispose();
    }
}
