"""One plain function a command: what `pipeline/cli` calls, values with the contract's keys in return."""
