using Psono.Protocol.Info;
using Psono.Server.Configuration;

namespace Psono.Server.Users;

/// <summary>Who may make an account now: with <see cref="Registration.First"/> that is somebody until there is one.</summary>
internal sealed class RegistrationState(ServerOptions options, UserStore users)
{
    /// <returns>As <see cref="ServerExtensions.Registration"/> has it.</returns>
    public async Task<string> ReadAsync() => options.Registration switch
    {
        Registration.Everybody => ServerExtensions.RegistrationOpen,
        Registration.First when !await users.AnyAsync() => ServerExtensions.RegistrationFirst,
        _ => ServerExtensions.RegistrationClosed,
    };
}
