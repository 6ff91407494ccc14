import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument('--a', default='x')
    p.add_argument('b', type=int)
    args, _ = p.parse_known_args()
    load(args.a, **vars(args))
if __name__ == '__main__':
    main()
