namespace Psono.Cli.Commands.Ssh;

internal sealed class SshCommand : PsonoCommand
{
    public SshCommand(CommandContext context)
        : base("ssh", "private keys for ssh, without a file") => Add(new SshAddCommand(context));
}
